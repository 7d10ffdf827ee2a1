/** Where a server's data is: the data folder with key and database, or a PostgreSQL database. */
export { type DataFolder, dataFolderAt, prepareDataFolder } from './data-folder.ts';
export { type DataLocation, describeData, openData, openExistingData, using } from './data-location.ts';
export { exposedFiles } from './exposed-files.ts';
