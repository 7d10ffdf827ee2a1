/** The six methods of the redirect service (vendor manual), by their short names. */
export const methods = {
  registerDevice: 'autoprov.registerDevice',
  deregisterDevice: 'autoprov.deregisterDevice',
  registerDeviceList: 'autoprov.registerDeviceList',
  deregisterDeviceList: 'autoprov.deregisterDeviceList',
  listDevices: 'autoprov.listDevices',
  checkDevice: 'autoprov.checkDevice',
} as const;

/** A method by its name on the wire. */
export type Method = (typeof methods)[keyof typeof methods];

/** A method by its short name. */
export type MethodName = keyof typeof methods;
