import { masked, simulatedDelivery } from './code-delivery.js';

describe('code delivery', () => {
  it.each([
    ['ada@example.com', 'a***@e***'],
    ['+441632960000', '+*******0000'],
    ['@', '***@***'],
  ])('masks %s as %s', (value, expected) => {
    expect(masked(value)).toBe(expected);
  });

  it('is made up for a name that is no address too', () => {
    expect(simulatedDelivery('ada')).toEqual({
      Destination: 'a***@e***',
      DeliveryMedium: 'EMAIL',
      AttributeName: 'email',
    });
  });
});
