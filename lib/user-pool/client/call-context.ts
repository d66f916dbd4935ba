import type { CallOptions } from './call-options.interface.js';

/** The members that the operations of strangers have in common. */
export function contextOf(options: CallOptions): object {
  const { userContext } = options;
  return {
    ...metadataOf(options),
    ...(userContext === undefined
      ? {}
      : {
          UserContextData: {
            IpAddress: userContext.ipAddress,
            EncodedData: userContext.encodedData,
          },
        }),
  };
}

export function metadataOf(options: CallOptions): object {
  const { clientMetadata } = options;
  return clientMetadata === undefined ? {} : { ClientMetadata: clientMetadata };
}
