export { FilesHttpModule, FilesModule } from './files.module.js';
export { NamespaceFiles } from './namespace-files.js';
export { NamespaceFlows } from './namespace-flows.js';
export { unzip, zipOf } from './zip.js';
