export { DashboardsHttpModule } from './dashboards.module.js';
