import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [CatalogueModule],
  controllers: [OrdersController],
  providers: [OrdersService],
})
export class OrdersModule {}
