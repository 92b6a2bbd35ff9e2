/**
 * Replaces the request to EC2 for the instance's region. Lambda sets AWS_REGION; without it, the SDK throws "Region is
 * missing".
 */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined;
