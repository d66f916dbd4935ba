import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module.js';
import { BackOfficeController } from './back-office.controller.js';

@Module({ imports: [PaymentsModule], controllers: [BackOfficeController] })
export class BackOfficeModule {}
