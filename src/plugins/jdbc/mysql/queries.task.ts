import { TaskType } from '../../api/plugin-type.js';
import { queriesOf } from '../sql/queries.js';
import { MysqlBase } from './mysql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.mysql.Queries',
  aliases: ['io.kestra.plugin.jdbc.mariadb.Queries'],
  title: 'Run several SQL statements on MySQL or MariaDB.',
})
export class MysqlQueriesTask extends queriesOf(MysqlBase) {}
