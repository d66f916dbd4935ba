import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import { CurrentUser, RequireAnyGroup } from 'nestjs-cognito-auth';
import type { NewOrder, Order } from './order.interface.js';
import { OrdersService } from './orders.service.js';
import { ParseNewOrderPipe } from './parse-new-order.pipe.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  list(@CurrentUser('sub') sub: string): readonly Order[] {
    return this.orders.listOf(sub);
  }

  @Post()
  place(@CurrentUser('sub') sub: string, @Body(ParseNewOrderPipe) newOrder: NewOrder): Order {
    return this.orders.place(sub, newOrder);
  }

  @RequireAnyGroup('admin')
  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseIntPipe) id: number): void {
    this.orders.remove(id);
  }
}
