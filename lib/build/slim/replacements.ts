/** Modules that all AWS SDK clients have, each with the stub in stubs/ that replaces it in the bundles. */
export const replacements: Readonly<Record<string, string>> = {
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js': 'endpointFunctions.ts',
  '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js': 'logger.ts',
  '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js': 'userAgent.ts',
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/defaultUserAgent.js': 'userAgent.ts',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'instanceMetadataRegion.ts',
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js': 'sharedConfigFiles.ts',
  '@smithy/core/dist-es/submodules/event-streams/index.js': 'eventStreams.ts',
  '@smithy/core/dist-es/submodules/serde/uuid/v4.js': 'uuid.ts',
};

/** The same for modules that clients have which are not given what these do. */
export const defaults: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node/dist-es/index.js': 'environmentCredentials.ts',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'sha256.ts',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js': 'sha256.ts',
};
