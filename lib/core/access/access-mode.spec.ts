import 'reflect-metadata';
import { accessModeDecorator, accessModeOfClass, accessModeOfHandler } from './access-mode.js';

const Open = accessModeDecorator('public');
const Optional = accessModeDecorator('optional');

@Open
class Parent {
  @Optional list(): void {}
  show(): void {}
}
class Child extends Parent {}

describe('an access mode', () => {
  it('is that of the class itself, and not of its parent', () => {
    expect(accessModeOfClass(Parent)).toBe('public');
    expect(accessModeOfClass(Child)).toBeUndefined();
  });

  it('is that of the method, and of the function that it wraps', () => {
    const { list, show } = Parent.prototype;
    const wrapper = Object.setPrototypeOf(() => undefined, list) as object;

    expect(accessModeOfHandler(list)).toBe('optional');
    expect(accessModeOfHandler(wrapper)).toBe('optional');
    expect(accessModeOfHandler(show)).toBeUndefined();
  });

  it('is under a fixed name, so that another copy of this package in the process reads it too', () => {
    expect(Reflect.getOwnMetadataKeys(Parent)).toContain('nestjs-cognito-auth:access-mode');
  });

  it('may be set twice', () => {
    class Twice {
      @Open @Open list(): void {}
    }
    Open(Twice);
    Open(Twice);

    expect(accessModeOfClass(Twice)).toBe('public');
    expect(accessModeOfHandler(Twice.prototype.list)).toBe('public');
  });

  it.each<[string, () => void]>([
    ['list', () => decorateMethod(Optional, Open)],
    ['list', () => decorateMethod(Open, Optional)],
    ['Both', () => decorateClass(Optional, Open)],
  ])('is refused beside the other one, by the name %s', (name, decorate) => {
    expect(decorate).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          expect.stringMatching(new RegExp(`^${name} is .*@Public\\(\\) and @OptionalAuth\\(\\)`)),
        ],
      }),
    );
  });
});

function decorateMethod(...decorators: readonly MethodDecorator[]): void {
  class Both {
    list(): void {}
  }
  const { list: value } = Both.prototype;
  for (const decorate of decorators) decorate(Both.prototype, 'list', { value });
}

function decorateClass(...decorators: readonly ClassDecorator[]): void {
  class Both {}
  for (const decorate of decorators) decorate(Both);
}
