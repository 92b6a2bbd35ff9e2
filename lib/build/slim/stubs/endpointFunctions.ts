/**
 * Replaces the functions that endpoint rules call, and the table of all partitions. The module registers them when it
 * is loaded, so tree-shaking cannot remove them. With `regionalEndpoint`, no rules remain that call them.
 */
export const awsEndpointFunctions = {};
