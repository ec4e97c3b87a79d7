/**
 * Measured round trips between two cities in milliseconds.
 *
 * Source: Microsoft, "Azure network round-trip latency statistics"
 * (https://learn.microsoft.com/azure/networking/azure-network-latency): probes between two Azure regions in 1-minute
 * intervals over the 30 days that end on 30 July 2026. The page has been published with two percentiles of that
 * dataset, both under that date; these figures are the 95th, the other version has the 50th, which is less
 * (bom-iad 198, fra-iad 94). Where the two directions differ, the lesser.
 *
 * The Azure regions: iad East US (Virginia), bom Central India (Pune, 120 km from Mumbai), fra Germany West Central
 * (Frankfurt), sin Southeast Asia (Singapore), lhr UK South (London), syd Australia East (Sydney), gru Brazil South
 * (São Paulo), nrt Japan East (Tokyo), jnb South Africa North (Johannesburg).
 */
export const ROUND_TRIPS_MS: Readonly<Record<string, number>> = {
  'bom-iad': 214,
  'fra-iad': 97,
  'iad-sin': 229,
  'iad-lhr': 80,
  'iad-syd': 206,
  'gru-iad': 119,
  'iad-nrt': 165,
  'iad-jnb': 225,
  'bom-fra': 150,
  'bom-sin': 58,
  'bom-lhr': 150,
  'bom-syd': 151,
  'bom-gru': 320,
  'bom-nrt': 129,
  'bom-jnb': 134,
  'fra-sin': 179,
  'fra-lhr': 19,
  'fra-syd': 290,
  'fra-gru': 199,
  'fra-nrt': 246,
  'fra-jnb': 172,
  'lhr-sin': 183,
  'sin-syd': 98,
  'gru-sin': 337,
  'nrt-sin': 74,
  'jnb-sin': 190,
  'lhr-syd': 277,
  'gru-lhr': 183,
  'lhr-nrt': 235,
  'jnb-lhr': 169,
  'gru-syd': 298,
  'nrt-syd': 105,
  'jnb-syd': 347,
  'gru-nrt': 265,
  'gru-jnb': 326,
  'jnb-nrt': 254,
}

/** Two sites of one metropolis: Azure's bound for the zones of a region (https://learn.microsoft.com/azure/reliability/availability-zones-overview). */
export const METRO_ROUND_TRIP_MS = 2
