/**
 * In place of asking an EC2 instance for its region. Lambda sets AWS_REGION; without it the SDK says "Region is missing".
 */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined;
