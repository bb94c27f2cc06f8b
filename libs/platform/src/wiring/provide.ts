import type { FactoryProvider } from '@nestjs/common';

/** A class or abstract class: both the type of a dependency and its token. */
export type Token<T> = abstract new (...args: never[]) => T;

type Tokens<Dependencies extends readonly unknown[]> = {
  readonly [I in keyof Dependencies]: Token<Dependencies[I]>;
};

/**
 * Registers a plain class by naming the tokens of its constructor's parameters in their order:
 * `provide(EvaluatePosition, RuleStore, Clock)`. A missing or misordered one does not compile.
 */
export function provide<Dependencies extends readonly unknown[], T>(
  useCase: new (...dependencies: Dependencies) => T,
  ...tokens: Tokens<Dependencies>
): FactoryProvider<T> {
  return {
    provide: useCase,
    inject: [...tokens],
    useFactory: (...dependencies: unknown[]) => new useCase(...(dependencies as unknown as Dependencies)),
  };
}

/** As {@link provide}, for the adapter of a port: `provideAs(RuleStore, PostgresRuleStore, WorkerDatabase)`. */
export function provideAs<Port, Dependencies extends readonly unknown[]>(
  port: Token<Port>,
  adapter: new (...dependencies: Dependencies) => Port,
  ...tokens: Tokens<Dependencies>
): FactoryProvider<Port> {
  return { ...provide(adapter, ...tokens), provide: port };
}
