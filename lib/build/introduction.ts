/** The description of the API as a whole, in Markdown: what holds for all operations. */
export const introduction = `A multi-tenant directory of the people who write to an organisation.

## Credentials

Send \`Authorization: Bearer <API key or JWT>\`. The tenant comes from the credential, never from the request. Each
operation names the scope that it requires in \`x-required-scope\`. Another tenant's contact is 404, as if it did not
exist.

## Errors

Every status of 400 and above has the body \`{"error": "<sentence>"}\`. The sentence of a 400 names every invalid field.
With \`Accept: application/problem+json\` the body is RFC 9457 problem details: it also has a stable \`code\` and one
entry of \`errors\` for each invalid field. Every response has \`x-request-id\`; state it when you report a problem. After
a 429 or 503, wait for the seconds in \`retry-after\`, or one second, and repeat the request. If the service as a whole
gets too many requests, API Gateway sends 429, and 413 for a body over 10 MB, with the body \`{"message": "..."}\`.

## Limits

A tenant and each of its credentials may send so many requests a second. Every response with a credential states in
\`RateLimit\` how many remain (\`r\`), and in how many seconds the whole quota is there again (\`t\`).

## Lists

A list returns one page as \`data\`, and \`nextCursor\` if there are more. Send it as \`cursor\` with the same query
parameters. The last page has no \`nextCursor\`. Cursors are opaque.

## Versions

Every contact has an \`etag\`. Send it as \`if-match\` with a change: if somebody else has changed the contact since, the
response is 412 with the current \`etag\`, and nothing changes. Send it as \`if-none-match\` with a GET: if the contact is
still the same, the response is 304 without a body.

## Repeating a change

Send an \`Idempotency-Key\` with a change. If its response is lost, send the same request with the same key and credential within 24
hours: it changes nothing more, and gets the first response. Another request with the key is 422.

## Changing and clearing fields

A PATCH changes only the fields in its body. With \`Content-Type: application/json\` every field is a string. With
\`application/merge-patch+json\` (RFC 7396) \`null\` clears a field.

## Text

Strings may have characters of all scripts, and emoji. They are trimmed at both ends. Limits count characters, and
\`maxLength\` is twice as high where a client that counts UTF-16 code units would otherwise refuse valid text.
`;
