import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { Dashboards } from './dashboards.js';
import { ChartController } from './http/chart.controller.js';
import { DashboardController } from './http/dashboard.controller.js';
import { ReadChart } from './read-chart.js';
import { ChartRepository } from './store/chart.repository.js';
import { DashboardRepository } from './store/dashboard.repository.js';

/** Custom dashboards and their routes. */
@Module({
  imports: [FlowsModule],
  providers: [ChartRepository, DashboardRepository, Dashboards, ReadChart],
  // Routes with fixed words come before those with parameters in their place.
  controllers: [ChartController, DashboardController],
})
export class DashboardsHttpModule {}
