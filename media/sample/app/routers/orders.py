from typing import Annotated

from fastapi import APIRouter, Depends

from app.database import SessionDep
from app.services.orders import OrderRepository, OrderService
from app.services.payments import charge

router = APIRouter(prefix="/orders", tags=["orders"])


def get_order_service(session: SessionDep) -> OrderService:
    return OrderService(OrderRepository(session))


OrderServiceDep = Annotated[OrderService, Depends(get_order_service)]


@router.get("/")
async def list_orders(service: OrderServiceDep):
    """The query at the end of service and repository blocks the loop."""
    return service.open_orders()


@router.get("/{order_id}")
def read_order(order_id: int, service: OrderServiceDep):
    """The same query in a `def` path operation runs in a thread, and nobody else waits."""
    return service.read(order_id)


@router.post("/{order_id}/payment")
async def pay(order_id: int, amount: int):
    """A helper of our own hides an HTTP call."""
    return {"order": order_id, "paid": charge(order_id, amount)}
