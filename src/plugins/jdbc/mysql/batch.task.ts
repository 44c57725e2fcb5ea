import { TaskType } from '../../api/plugin-type.js';
import { batchOf } from '../sql/batch.js';
import { MysqlBase } from './mysql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.mysql.Batch',
  aliases: ['io.kestra.plugin.jdbc.mariadb.Batch'],
  title: 'Write every row of a file to MySQL or MariaDB.',
})
export class MysqlBatchTask extends batchOf(MysqlBase) {}
