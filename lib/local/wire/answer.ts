import type { ServerResponse } from 'node:http';
import type { ServiceException } from './service-exception.js';

/** AWS's JSON protocol: the type of requests and answers. */
const JSON_1_1 = 'application/x-amz-json-1.1';

export function answer(response: ServerResponse, output: object): void {
  response.writeHead(200, { 'content-type': JSON_1_1 }).end(JSON.stringify(output));
}

/** The SDKs find the name of an error in the header or the body, whichever they look at. */
export function answerException(
  response: ServerResponse,
  { type, message, status }: ServiceException,
): void {
  // The rest of the body comes over this connection, and would be taken for the client's next request.
  if (status === 413) response.setHeader('connection', 'close');
  response
    .writeHead(status, {
      'content-type': JSON_1_1,
      'x-amzn-errortype': `${type}:`,
      'x-amzn-errormessage': message.replaceAll(/[^\x20-\x7e]/g, ' '),
    })
    .end(JSON.stringify({ __type: type, message }));
}
