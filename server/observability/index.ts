export { createMetrics, type Metrics } from './metrics.ts';
export { healthRoutes, metricsRoutes } from './routes.ts';
export { timeStorage } from './timed-storage.ts';
