export { type XmlRpcOptions, xmlRpcRoutes } from './routes.ts';
