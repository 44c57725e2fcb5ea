import { TaskType } from '../../api/plugin-type.js';
import { queryOf } from '../sql/query.js';
import { MysqlBase } from './mysql-base.js';

@TaskType({
  type: 'io.kestra.plugin.jdbc.mysql.Query',
  aliases: ['io.kestra.plugin.jdbc.mariadb.Query'],
  title: 'Run one SQL query on MySQL or MariaDB.',
})
export class MysqlQueryTask extends queryOf(MysqlBase) {}
