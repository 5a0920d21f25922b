"""Options that many commands share, written once: a function makes a value of them, and a command takes the value."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def with_options(**makers: Callable[..., Any]) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the options of each maker in place of the parameter of that name, which the maker's result then is.

    >>> def point(x: int = 0, y: int = 0) -> tuple[int, int]:
    ...     return x, y
    >>> @with_options(at=point)
    ... def draw(what: str, at: tuple[int, int]) -> str:
    ...     return f"{what} at {at}"
    >>> draw("a dot", x=1, y=2)
    'a dot at (1, 2)'
    >>> str(inspect.signature(draw))
    '(what: str, x: int = 0, y: int = 0) -> str'
    """

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        parameters = list[inspect.Parameter]()
        for parameter in inspect.signature(command).parameters.values():
            maker = makers.get(parameter.name)
            parameters += [parameter] if maker is None else inspect.signature(maker).parameters.values()
        signature = inspect.signature(command).replace(parameters=parameters)

        @wraps(command)
        def with_values_made(*positional: Any, **named: Any) -> R:
            given = signature.bind(*positional, **named)
            given.apply_defaults()
            values = dict(given.arguments)
            for name, maker in makers.items():
                values[name] = maker(**{option: values.pop(option) for option in inspect.signature(maker).parameters})
            return command(**values)

        with_values_made.__signature__ = signature  # type: ignore[attr-defined]
        with_values_made.__annotations__ = {each.name: each.annotation for each in parameters}
        return with_values_made

    return decorate
