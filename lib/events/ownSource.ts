/** EventBridge's `source` of all events that the service publishes. */
export const ownSource = 'contact-service';
