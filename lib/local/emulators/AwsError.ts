/** A request that an emulated AWS service rejects with status 400. */
export class AwsError extends Error {
  /** The error's type, by which AWS clients recognize it. */
  readonly type: string;
  /** The value of the header `x-amzn-query-error`, in which SQS repeats its errors in their older form. */
  readonly queryError: string | undefined;

  constructor(type: string, message: string, queryError?: string) {
    super(message);
    this.type = type;
    this.queryError = queryError;
  }
}
