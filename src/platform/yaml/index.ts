export { booleanWord } from './boolean-words.js';
export { documentText } from './document-text.js';
export { yamlDocument, yamlDocuments } from './documents.js';
export { parseYaml } from './parse-yaml.js';
export { valuesOf } from './values.js';
