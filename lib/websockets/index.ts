export { webSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.js';
export { withUpgradeRequest } from './with-upgrade-request.js';
export { WebSocketAuthenticator } from './web-socket-authenticator.js';
export { type WebSocketRefusal } from './to-ws-exception.js';
