/**
 * Paths of fields that are named like something every object or class has: `constructor`, `toString`, `__proto__`,
 * `prototype` … No DTO has one, and the libraries that read bodies pass over them in silence.
 */
export function inheritedNames(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    ...(isInherited(name) ? [[...path, name]] : []),
    ...inheritedNames(child, [...path, name]),
  ]);
}

function isInherited(name: string): boolean {
  return name in Object.prototype || name === 'prototype';
}
