import type { CallLinks } from './call-links.ts';
import { type Finding, freezesLoop } from './finding.ts';
import type { FrameworkCallable } from './framework-callable.ts';
import { codeOf } from './function-code.ts';
import type { LinkedProject } from './linked-project.ts';
import { RequestRecipes } from './request-recipe.ts';
import { type ListedRoute, type RouteRecipe, type RouteSummary, routeOf } from './route.ts';
import { RouteSurroundings } from './route-surroundings.ts';
import { operationNamed, operationsIn, type RouteName, ServingRoutes } from './serving-routes.ts';
import type { Recipe, Stage } from './simulation/recipe.ts';
import type { Module } from './value.ts';

/** The path operations of a linked project. What is asked for is worked out once. */
export class ProjectRoutes {
  private readonly project: LinkedProject;
  private readonly links: () => CallLinks;
  private readonly textOf: (path: string) => string | undefined;
  private readonly surroundings: RouteSurroundings;
  private readonly requests: RequestRecipes;
  private readonly recipes = new Map<FrameworkCallable, Recipe>();
  private serving: ServingRoutes | undefined;

  /**
   * @param links Of the project.
   * @param textOf The text of a file of the project, where it is known.
   */
  constructor(project: LinkedProject, links: () => CallLinks, textOf: (path: string) => string | undefined) {
    this.project = project;
    this.links = links;
    this.textOf = textOf;
    this.surroundings = new RouteSurroundings(project);
    this.requests = new RequestRecipes(project, this.surroundings);
  }

  /** The path operation that runs the code at an offset (see `ServingRoutes.at`). */
  at(module: Module, offset: number): FrameworkCallable | undefined {
    this.serving ??= new ServingRoutes(this.project, this.links(), this.surroundings);
    return this.serving.at(module, offset);
  }

  /** A path operation with its recipe; undefined where the text of its file is not known. */
  withRecipe(callable: FrameworkCallable): RouteRecipe | undefined {
    const text = this.textOf(callable.node.module.path);
    if (text === undefined) return undefined;
    return { ...routeOf(callable), recipe: this.recipeOf(callable), code: codeOf(callable.node, text) };
  }

  /** The path of a path operation's requests, with the prefixes around it; `…` stands for what is not known of them. */
  servedPath(module: Module, name: RouteName): string | undefined {
    const callable = operationNamed(this.project, module, name);
    return callable ? this.surroundings.servedPath(callable) : name.route;
  }

  /** The path operations of a file, in their order. */
  in(module: Module): readonly ListedRoute[] {
    return operationsIn(this.project, module).map((callable) => ({
      ...routeOf(callable),
      blocks: callable.place === 'event loop' && this.project.pathOf(callable.node) !== undefined,
    }));
  }

  /**
   * What a lens says of a path operation in a few words; undefined when it is gone.
   *
   * @param findingsOf The findings of a file.
   */
  summaryOf(
    module: Module,
    name: RouteName,
    findingsOf: (path: string) => readonly Finding[],
  ): RouteSummary | undefined {
    const callable = operationNamed(this.project, module, name);
    if (!callable) return undefined;
    const providers = this.recipeOf(callable).stages.filter(({ role }) => role === 'dependency');
    const freezing = [...new Set(providers.flatMap(({ place }) => place?.path ?? []))]
      .flatMap(findingsOf)
      .filter(freezesLoop);
    const isFreezing = ({ name: provider, place }: Stage) =>
      freezing.some((finding) => finding.function === provider && finding.path === place?.path);
    return {
      place: callable.place,
      freezing: findingsOf(module.path).filter((one) => freezesLoop(one) && one.function === name.name),
      dependencies: providers.length,
      freezingDependencies: providers.filter(isFreezing).length,
    };
  }

  private recipeOf(callable: FrameworkCallable): Recipe {
    const recipe = this.recipes.get(callable) ?? this.requests.recipeOf(callable.node);
    this.recipes.set(callable, recipe);
    return recipe;
  }
}
