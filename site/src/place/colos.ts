/** Where Cloudflare's larger data centres stand, by the code of their airport. Pure. */
import { CITIES, type City } from './cities.ts'

/** @returns the city; undefined where it is not in the table. */
export function cityOf(id: string): City | undefined {
  return BY_ID.get(id)
}

/** @returns the name people use, or the code in capitals where the place is not in the table. */
export function cityName(id: string): string {
  return cityOf(id)?.name ?? id.toUpperCase()
}

/** Code, latitude and longitude of the airport, name. */
const TABLE = `
acc 5.6 -0.2 Accra
adl -34.9 138.5 Adelaide
akl -37.0 174.8 Auckland
ala 43.4 77.0 Almaty
amm 31.7 36.0 Amman
ams 52.3 4.8 Amsterdam
arn 59.7 17.9 Stockholm
ath 37.9 23.9 Athens
atl 33.6 -84.4 Atlanta
bah 26.3 50.6 Bahrain
bcn 41.3 2.1 Barcelona
beg 44.8 20.3 Belgrade
bey 33.8 35.5 Beirut
bkk 13.7 100.7 Bangkok
blr 13.2 77.7 Bengaluru
bne -27.4 153.1 Brisbane
bog 4.7 -74.1 Bogotá
bos 42.4 -71.0 Boston
bru 50.9 4.5 Brussels
bud 47.4 19.3 Budapest
cai 30.1 31.4 Cairo
cbr -35.3 149.2 Canberra
ccu 22.7 88.4 Kolkata
cdg 49.0 2.5 Paris
cgk -6.1 106.7 Jakarta
clt 35.2 -80.9 Charlotte
cmb 7.2 79.9 Colombo
cmn 33.4 -7.6 Casablanca
cph 55.6 12.7 Copenhagen
cpt -34.0 18.6 Cape Town
dac 23.8 90.4 Dhaka
del 28.6 77.1 Delhi
den 39.9 -104.7 Denver
dfw 32.9 -97.0 Dallas
dme 55.4 37.9 Moscow
doh 25.3 51.6 Doha
dtw 42.2 -83.4 Detroit
dub 53.4 -6.3 Dublin
dur -29.6 31.1 Durban
dus 51.3 6.8 Düsseldorf
dxb 25.3 55.4 Dubai
evn 40.1 44.4 Yerevan
ewr 40.7 -74.2 Newark
eze -34.8 -58.5 Buenos Aires
fco 41.8 12.2 Rome
for -3.8 -38.5 Fortaleza
fuk 33.6 130.5 Fukuoka
gig -22.8 -43.2 Rio de Janeiro
gva 46.2 6.1 Geneva
ham 53.6 10.0 Hamburg
han 21.2 105.8 Hanoi
hel 60.3 24.9 Helsinki
hkg 22.3 113.9 Hong Kong
hnl 21.3 -157.9 Honolulu
hyd 17.2 78.4 Hyderabad
iah 30.0 -95.3 Houston
icn 37.5 126.4 Seoul
ind 39.7 -86.3 Indianapolis
isb 33.5 72.8 Islamabad
ist 41.3 28.7 Istanbul
jax 30.5 -81.7 Jacksonville
jed 21.7 39.2 Jeddah
khh 22.6 120.3 Kaohsiung
khi 24.9 67.2 Karachi
kix 34.4 135.2 Osaka
ktm 27.7 85.4 Kathmandu
kul 2.7 101.7 Kuala Lumpur
kwi 29.2 48.0 Kuwait City
las 36.1 -115.2 Las Vegas
lax 33.9 -118.4 Los Angeles
lhe 31.5 74.4 Lahore
lim -12.0 -77.1 Lima
lis 38.8 -9.1 Lisbon
los 6.6 3.3 Lagos
lux 49.6 6.2 Luxembourg
maa 13.0 80.2 Chennai
mad 40.5 -3.6 Madrid
man 53.4 -2.3 Manchester
mba -4.0 39.6 Mombasa
mci 39.3 -94.7 Kansas City
mct 23.6 58.3 Muscat
mde 6.2 -75.4 Medellín
mel -37.7 144.8 Melbourne
mem 35.0 -90.0 Memphis
mex 19.4 -99.1 Mexico City
mfm 22.1 113.6 Macau
mia 25.8 -80.3 Miami
mnl 14.5 121.0 Manila
mrs 43.4 5.2 Marseille
mru -20.4 57.7 Mauritius
msp 44.9 -93.2 Minneapolis
muc 48.4 11.8 Munich
mxp 45.6 8.7 Milan
nbo -1.3 36.9 Nairobi
ord 42.0 -87.9 Chicago
osl 60.2 11.1 Oslo
otp 44.6 26.1 Bucharest
pdx 45.6 -122.6 Portland
per -31.9 116.0 Perth
phl 39.9 -75.2 Philadelphia
phx 33.4 -112.0 Phoenix
pnh 11.5 104.8 Phnom Penh
poa -30.0 -51.2 Porto Alegre
prg 50.1 14.3 Prague
pty 9.1 -79.4 Panama City
ric 37.5 -77.3 Richmond
rix 56.9 24.0 Riga
ruh 25.0 46.7 Riyadh
san 32.7 -117.2 San Diego
scl -33.4 -70.8 Santiago
sea 47.4 -122.3 Seattle
sfo 37.6 -122.4 San Francisco
sgn 10.8 106.7 Ho Chi Minh City
sjc 37.4 -121.9 San Jose
sjo 10.0 -84.2 San José, Costa Rica
slc 40.8 -112.0 Salt Lake City
sof 42.7 23.4 Sofia
stl 38.7 -90.4 St. Louis
str 48.7 9.2 Stuttgart
tll 59.4 24.8 Tallinn
tlv 32.0 34.9 Tel Aviv
tpa 28.0 -82.5 Tampa
tpe 25.1 121.2 Taipei
txl 52.6 13.3 Berlin
uio -0.1 -78.4 Quito
vie 48.1 16.6 Vienna
vno 54.6 25.3 Vilnius
waw 52.2 21.0 Warsaw
yul 45.5 -73.7 Montréal
yvr 49.2 -123.2 Vancouver
yyc 51.1 -114.0 Calgary
yyz 43.7 -79.6 Toronto
zag 45.7 16.1 Zagreb
zrh 47.5 8.5 Zürich
`

const BY_ID: ReadonlyMap<string, City> = new Map([
  ...TABLE.trim()
    .split('\n')
    .map((line): [string, City] => {
      const [id = '', latitude, longitude, ...name] = line.split(' ')
      return [id, { id, latitude: Number(latitude), longitude: Number(longitude), name: name.join(' ') }]
    }),
  ...CITIES.map((city): [string, City] => [city.id, city]),
])
