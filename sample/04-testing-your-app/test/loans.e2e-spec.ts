import { Library } from './support/start-library.js';

/** With tokens, which the application verifies in full. */
describe('loans', () => {
  let library: Library;

  beforeAll(async () => {
    library = await Library.start();
  });

  afterAll(() => library.close());

  it('are shown to who has borrowed', async () => {
    const alice = library.pool.accessToken({ sub: 'alice' });
    const bob = library.pool.accessToken({ sub: 'bob' });
    await library.send('put', '/loans/emma', alice).expect(200);
    await library.send('put', '/loans/emma', bob).expect(409);

    await library
      .send('get', '/loans/mine', alice)
      .expect(200, [{ book: 'emma', borrower: 'alice' }]);
    await library.send('get', '/loans/mine', bob).expect(200, []);
  });

  it('are shown to users who signed in with Google as to all others', async () => {
    const federatedFrom = { provider: 'Google', userId: '1234' };

    await library
      .send('get', '/loans/mine', library.pool.accessToken({ federatedFrom }))
      .expect(200);
  });

  it.each([
    [['librarians'], 200],
    [['Librarians'], 403],
    [[], 403],
  ])('of everybody are shown to the groups %j with %i', async (groups, status) => {
    await library.send('get', '/loans', library.pool.accessToken({ groups })).expect(status);
  });

  it('need no token for the hours', async () => {
    await library.send('get', '/loans/hours').expect(200, { open: 'from 9 to 5' });
  });
});
