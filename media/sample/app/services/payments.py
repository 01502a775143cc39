import requests


def charge(order_id: int, amount: int) -> bool:
    response = requests.post("https://example.com/payments", json={"order": order_id, "amount": amount}, timeout=10)
    return response.ok
