import { serveProvider } from './serve.ts';

// The executable that an engine starts.
serveProvider();
