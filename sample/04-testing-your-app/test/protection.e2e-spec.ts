import { unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { Library } from './support/start-library.js';

it('has no route that somebody forgot to guard', async () => {
  const library = await Library.start();

  expect(unprotectedRoutes(library.app)).toEqual([]);
  await library.close();
});
