export {
  microserviceTransport,
  type MicroserviceTransportOptions,
} from './microservice-transport.js';
export { type RpcRefusal } from './to-rpc-exception.js';
