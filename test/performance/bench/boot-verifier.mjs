import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CognitoAuthModule, CognitoTokenVerifier } from 'nestjs-cognito-auth';

/** The verifier of an application of its own, as Nest makes it. */
export async function bootVerifier(options) {
  class AppModule {}
  Module({ imports: [CognitoAuthModule.forRoot(options)] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  return { app, verifier: app.get(CognitoTokenVerifier) };
}
