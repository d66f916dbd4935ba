import { Controller, Get } from '@nestjs/common';
import { CognitoUser, CurrentUser, OptionalAuth } from 'nestjs-cognito-auth';
import { CatalogueService, type Offer } from './catalogue.service.js';

@Controller('catalogue')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @OptionalAuth()
  @Get()
  list(@CurrentUser() user?: CognitoUser): readonly Offer[] {
    return user === undefined ? this.catalogue.offersForAll() : this.catalogue.offersForMembers();
  }
}
