import { Property } from '../../api/property.js';

/** Files of namespaces that are copied into the working directory. */
export class NamespaceFiles {
  @Property('boolean', { description: 'Copy them.' })
  enabled = true;

  @Property('list', { description: 'Globs of the files; absent: all.' })
  include?: string[];

  @Property('list', { description: 'Globs of files to leave out.' })
  exclude?: string[];

  @Property('list', { description: 'Namespaces, later ones win; default that of the flow.' })
  namespaces?: string[];

  @Property('boolean', { description: 'A folder for each namespace.' })
  folderPerNamespace?: boolean;

  @Property('string', { description: 'What to do with a file that is there.' })
  ifExists?: string;
}
