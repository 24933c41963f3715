"""placeholder"""
from .exchange import Answer, Request, as_json
from .sandbox import Sandbox
def answer(sandbox: Sandbox, request: Request) -> Answer:
    return as_json(404, {})
