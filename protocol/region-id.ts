/** The id of a region: an IATA code in lower case, such as `iad`. */
export const REGION_ID = /^[a-z]{3}$/
