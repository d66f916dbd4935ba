/** What makes the guard work in a type of context that it does not work in by itself. */
const REMEDIES: Readonly<Record<string, string>> = {
  rpc: "add microserviceTransport() of 'nestjs-cognito-auth/microservices' to `transports`",
  ws: "add webSocketTransport() of 'nestjs-cognito-auth/websockets' to `transports`",
};

/** Describes the mistake if the guard is asked about a handler in a type of context that no transport is for. */
export function describeMissingTransport(handler: string, contextType: string): string {
  return (
    `CognitoAuthGuard cannot tell who calls ${handler} in a context of type '${contextType}', so it refuses the call; ` +
    `${REMEDIES[contextType] ?? `add a transport for '${contextType}' to \`transports\``}, or protect the handler in ` +
    'another way and remove the guard there (if the guard is global, add @Public())'
  );
}
