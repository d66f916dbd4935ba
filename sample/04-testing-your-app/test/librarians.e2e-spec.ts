import { actingAs } from 'nestjs-cognito-auth/testing';
import { LoansService } from '../src/loans/loans.service.js';
import { Library } from './support/start-library.js';

/** Without tokens, where the test is about something else. */
describe('librarians', () => {
  let library: Library;

  beforeAll(async () => {
    library = await Library.start();
  });

  afterAll(() => library.close());

  it('take all books back', async () => {
    library.app.get(LoansService).borrow('persuasion', 'carol');
    const stop = actingAs(library.app, { groups: ['librarians'] });

    await library.send('delete', '/loans').expect(204);
    await library.send('get', '/loans').expect(200, []);
    stop();
  });

  it('are the only ones who do', async () => {
    const stop = actingAs(library.app, { groups: ['readers'] });

    await library.send('delete', '/loans').expect(403);
    stop();
    await library.send('delete', '/loans').expect(401);
  });
});
