import { TriggerType } from '../../api/plugin-type.js';
import { queryTriggerOf } from '../sql/query-trigger.js';
import { MysqlBase } from './mysql-base.js';

@TriggerType({
  type: 'io.kestra.plugin.jdbc.mysql.Trigger',
  aliases: ['io.kestra.plugin.jdbc.mariadb.Trigger'],
  title: 'Start an execution when a query on MySQL or MariaDB gives rows.',
})
export class MysqlTrigger extends queryTriggerOf(MysqlBase) {}
