import type { PluginClass } from '../api/plugin-type.js';
import { CsvToIonTask } from './csv/csv-to-ion.task.js';
import { IonToCsvTask } from './csv/ion-to-csv.task.js';
import { IonToJsonTask } from './json/ion-to-json.task.js';
import { JsonToIonTask } from './json/json-to-ion.task.js';
import { JsonToJsonlTask } from './json/json-to-jsonl.task.js';
import { IonToXmlTask } from './xml/ion-to-xml.task.js';
import { XmlToIonTask } from './xml/xml-to-ion.task.js';
import { IonToYamlTask } from './yaml/ion-to-yaml.task.js';
import { YamlToIonTask } from './yaml/yaml-to-ion.task.js';

/** `io.kestra.plugin.serdes.*`: files of other formats from and to Ion. */
export const SERDES_PLUGINS: readonly PluginClass[] = [
  CsvToIonTask,
  IonToCsvTask,
  IonToJsonTask,
  IonToXmlTask,
  IonToYamlTask,
  JsonToIonTask,
  JsonToJsonlTask,
  XmlToIonTask,
  YamlToIonTask,
];
