/** gRPC on Node.js' own HTTP/2. Knows nothing of Terraform. */
export { openCalls, type OpenCalls } from './open-calls.ts';
export { grpcServer } from './server.ts';
export { methodsOf, type CallOptions, type Handlers, type Method, type ServiceDefinition } from './service.ts';
