from sqlalchemy import text
from sqlalchemy.orm import Session


class OrderRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, status: str):
        return self.session.execute(text("select * from orders where status = :status"), {"status": status}).all()

    def get(self, order_id: int):
        return self.session.execute(text("select * from orders where id = :id"), {"id": order_id}).one()


class OrderService:
    def __init__(self, repository: OrderRepository) -> None:
        self.repository = repository

    def open_orders(self):
        return self.repository.find("open")

    def read(self, order_id: int):
        return self.repository.get(order_id)
