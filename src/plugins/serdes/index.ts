import type { PluginClass } from '../api/plugin-type.js';
import { AvroToIonTask } from './avro/avro-to-ion.task.js';
import { InferAvroSchemaFromIonTask } from './avro/infer-avro-schema-from-ion.task.js';
import { IonToAvroTask } from './avro/ion-to-avro.task.js';
import { CsvToIonTask } from './csv/csv-to-ion.task.js';
import { IonToCsvTask } from './csv/ion-to-csv.task.js';
import { ExcelToIonTask } from './excel/excel-to-ion.task.js';
import { IonToExcelTask } from './excel/ion-to-excel.task.js';
import { IonToJsonTask } from './json/ion-to-json.task.js';
import { JsonToIonTask } from './json/json-to-ion.task.js';
import { JsonToJsonlTask } from './json/json-to-jsonl.task.js';
import { IonToParquetTask } from './parquet/ion-to-parquet.task.js';
import { ParquetToIonTask } from './parquet/parquet-to-ion.task.js';
import { ProtobufToIonTask } from './protobuf/protobuf-to-ion.task.js';
import { IonToXmlTask } from './xml/ion-to-xml.task.js';
import { XmlToIonTask } from './xml/xml-to-ion.task.js';
import { IonToYamlTask } from './yaml/ion-to-yaml.task.js';
import { YamlToIonTask } from './yaml/yaml-to-ion.task.js';

/** `io.kestra.plugin.serdes.*`: files of other formats from and to Ion. */
export const SERDES_PLUGINS: readonly PluginClass[] = [
  AvroToIonTask,
  CsvToIonTask,
  ExcelToIonTask,
  InferAvroSchemaFromIonTask,
  IonToAvroTask,
  IonToCsvTask,
  IonToExcelTask,
  IonToJsonTask,
  IonToParquetTask,
  IonToXmlTask,
  IonToYamlTask,
  JsonToIonTask,
  JsonToJsonlTask,
  ParquetToIonTask,
  ProtobufToIonTask,
  XmlToIonTask,
  YamlToIonTask,
];
