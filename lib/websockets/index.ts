export { webSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.js';
export { rememberUpgradeRequest } from './remember-upgrade-request.js';
export { WebSocketAuthenticator } from './web-socket-authenticator.js';
export { type WebSocketRefusal } from './to-ws-exception.js';
