export interface Edit {
  /** What is taken out; the module has it once. */
  readonly from: RegExp;
  readonly to: string;
}

/**
 * Modules of the AWS SDK that stay as they are but for one expression that costs every request, and the expression that
 * means the same.
 *
 * Three of them copy the client's configuration of some sixty settings, one of which is an accessor, for a callee that reads
 * three of them: an object that inherits the settings is as good, and took a tenth off the CPU time of a warm request.
 * The fourth makes an error, with its stack trace, that is always replaced before anybody sees it.
 */
export const edits: Readonly<Record<string, Edit>> = {
  '@smithy/core/dist-es/submodules/schema/middleware/schemaSerializationMiddleware.js': {
    from: /\{\s*\.\.\.config,\s*\.\.\.context,\s*endpoint,\s*\}/,
    to: 'Object.assign(Object.create(config), context, { endpoint })',
  },
  '@smithy/core/dist-es/submodules/schema/middleware/schemaDeserializationMiddleware.js': {
    from: /\{\s*\.\.\.config,\s*\.\.\.context,\s*\}/,
    to: 'Object.assign(Object.create(config), context)',
  },
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/endpointMiddleware.js': {
    from: /\{ \.\.\.config \}/,
    to: 'Object.create(config)',
  },
  '@smithy/core/dist-es/submodules/retry/middleware-retry/retryMiddleware.js': {
    from: /let lastError = new Error\(\);/,
    to: 'let lastError;',
  },
};
