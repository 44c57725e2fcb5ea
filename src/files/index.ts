export { FilesHttpModule, FilesModule } from './files.module.js';
export { NamespaceFiles } from './namespace-files.js';
export type { FileAttributes } from './namespace-files.js';
export { NamespaceFlows } from './namespace-flows.js';
export { unzip, zipOf } from './zip.js';
export type { ZipContent } from './zip.js';
