/**
 * In place of the functions that endpoint rules call, and the table of all partitions with them. They are registered when the
 * module is loaded, so no tree-shaking removes them; with `regionalEndpoint` no rule is left to call them.
 */
export const awsEndpointFunctions = {};
